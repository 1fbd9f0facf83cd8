"""Starts the guide's real processes on free ports, as `make run` does, and stops them again."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import httpx

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "var/models/guide.tar.gz"
SECRET = "a-secret-for-tests"
START_SECONDS = 180


class Processes:
    """The action server, Rasa and the web process, with a database and logs of their own in ``folder``."""

    def __init__(self, folder: Path, model: Path = MODEL, **settings: str):
        self.folder = folder
        self.model = model
        self.web_port, self.rasa_port, self.actions_port = (_free_port() for _ in range(3))
        self.url = f"http://127.0.0.1:{self.web_port}"
        self.environment = os.environ | {
            "HOST": "127.0.0.1",
            "PORT": str(self.web_port),
            "RASA_URL": f"http://127.0.0.1:{self.rasa_port}",
            "ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            "CHANNEL_SECRET": SECRET,
            "DATABASE_URL": f"sqlite:///{folder / 'conversations.db'}",
            "KNOWLEDGE_DB": str(ROOT / "var/knowledge.db"),
            "RATE_LIMIT_PER_MINUTE": "0",
            "SANIC_HOST": "127.0.0.1",
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            **settings,
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        for name in ("actions", "rasa", "web"):
            self.start(name)
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop_all()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def start(self, name: str) -> None:
        commands = {
            "actions": ["-m", "rasa_sdk", "--actions", "bot.actions", "--port", str(self.actions_port)],
            "rasa": [
                *("-m", "rasa", "run", "--model", str(self.model)),
                *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
                *("--interface", "127.0.0.1", "--port", str(self.rasa_port)),
            ],
            "web": ["-m", "web_widget"],
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, *commands[name]],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def stop(self, name: str) -> None:
        process = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop_all(self) -> None:
        for name in list(self._running):
            self.stop(name)

    def wait_until_ready(self) -> None:
        """Wait until a message would be answered. Raises RuntimeError with the logs where that never comes."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            gone = [name for name, process in self._running.items() if process.poll() is not None]
            if gone:
                break
            try:
                if httpx.get(f"{self.url}/health/ready", timeout=5).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
        raise RuntimeError(f"The processes did not start:\n{self.logs()[-3000:]}")

    def logs(self) -> str:
        """Everything the processes have printed."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
