"""A catalogue file for `journey decide`, made from a scenario: `page.catalogue_text`."""
