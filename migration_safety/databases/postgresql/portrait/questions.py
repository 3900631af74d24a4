"""All questions that a portrait is made of."""

from __future__ import annotations

from migration_safety.databases.postgresql.portrait import (
    behaviours,
    constraints,
    relations,
    routines,
    surroundings,
)
from migration_safety.databases.postgresql.portrait.sequences import SEQUENCES

QUESTIONS = (
    *(relations.RELATIONS, relations.COLUMNS_OF_RELATIONS, SEQUENCES),
    *(constraints.CONSTRAINTS, constraints.INDEXES, constraints.STATISTICS_OBJECTS),
    *(behaviours.TRIGGERS, behaviours.RULES, behaviours.POLICIES, behaviours.EVENT_TRIGGERS),
    *(routines.ROUTINES, routines.TYPES, routines.DOMAIN_CONSTRAINTS),
    *(surroundings.SCHEMAS, surroundings.EXTENSIONS, surroundings.DEFAULT_PRIVILEGES),
    *(surroundings.PUBLICATIONS, surroundings.PUBLISHED_TABLES, surroundings.PUBLISHED_SCHEMAS),
    *(surroundings.SUBSCRIPTIONS, surroundings.WRAPPERS, surroundings.SERVERS),
    *(surroundings.MAPPINGS, surroundings.COLLATIONS, surroundings.SETTINGS),
)
