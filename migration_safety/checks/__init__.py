"""The checklist: facts about a project and its database become checks, each with its count."""
