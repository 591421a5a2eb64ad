"""What each study answers, in sentences: the same in a terminal and on a page."""
