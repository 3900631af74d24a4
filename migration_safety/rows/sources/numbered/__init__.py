"""Sources whose cells follow from the row's number: another one in every row."""
