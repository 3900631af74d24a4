"""Models as data migrations use them: at which moment, by which calls."""
