"""The only bridge between rows and the scheduling core.

A conference session becomes the instance of a timetable (`problem_of`; `draft_of` with the scores of its meetings,
`unscored_problem_of` without, `wanted_meetings` only their ids), a checked timetable becomes rows (`store`,
`store_by_hand`; `provisional` makes those of a search that goes on, which are not stored). Ways lead to and from
instance files (`export`, `import_instance`), and to timetable files (`export_timetable`, `export_best` of a search that
goes on, `outcome_of` of a what-if run).
"""

from app.services.planning.instances import export, import_instance
from app.services.planning.problem import draft_of, problem_of, unscored_problem_of, wanted_meetings
from app.services.planning.versions import (
    export_best,
    export_timetable,
    outcome_of,
    placements_of,
    provisional,
    store,
    store_by_hand,
)

__all__ = [
    "draft_of",
    "export",
    "export_best",
    "export_timetable",
    "import_instance",
    "outcome_of",
    "placements_of",
    "problem_of",
    "provisional",
    "store",
    "store_by_hand",
    "unscored_problem_of",
    "wanted_meetings",
]
