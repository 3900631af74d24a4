"""Reports as JSON: a module for each part of the document."""
