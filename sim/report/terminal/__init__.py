"""What is shown in a terminal: one module for each command, and what they share in ``parts``."""
