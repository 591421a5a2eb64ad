"""A report as files beside its page: pictures of charts, tables, one workbook, folders of them."""
