"""The search for garbage that counting references does not find, kept short."""

import gc

OBJECTS_BETWEEN_COLLECTIONS = 100_000


def spare_collector() -> None:
    """Go through fewer objects, less often: what is there now stays until the command ends.

    Otherwise going through all that was loaded takes longer than many a page, and comes in the middle of one.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
