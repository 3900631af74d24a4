"""The forms that the rules recommend, judged by all rules and run on servers."""
