"""The report: one page from what runs and studies have left in their folders."""
