"""What gunicorn serves in a rehearsal: the project's own settings and code, with our addresses."""
