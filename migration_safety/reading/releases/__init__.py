"""The releases that a walk passes: their code, and what it meets in the schema of the other."""
