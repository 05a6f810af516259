"""What the commands do with files beside reading and writing them: nothing that takes long."""

import subprocess
import sys
from pathlib import Path

from app.cli import files
from app.matching.scheduling.io import instance_to_json, read_instance
from tests.matching.scheduling.hall import HALL

EXAMPLES = Path(__file__).parents[1] / "matching" / "scheduling" / "examples"


def test_check_never_loads_the_solver() -> None:
    program = (
        "import sys; from app.cli import app; app(sys.argv[1:], standalone_mode=False);"
        "print(sorted({'numpy', 'ortools', 'pandas', 'sqlalchemy'} & set(sys.modules)))"
    )
    arguments = ["check", str(EXAMPLES / "instance.json"), str(EXAMPLES / "timetable.json")]

    run = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)

    assert run.stdout.splitlines()[1:] == ["nothing wrong", "[]"]


def test_a_written_instance_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"

    files.write(path, instance_to_json(HALL))

    assert read_instance(path.read_bytes()) == HALL
    assert '  {"id": "video", "capacity": 1}' in path.read_text(encoding="utf-8").splitlines()
