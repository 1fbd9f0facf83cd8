"""``python -m web_widget.ports``: whether the addresses that the processes want are free."""

import os
import socket
import sys

LOOPBACK = "127.0.0.1"


def taken(host: str, port: int) -> bool:
    """Whether another program listens there already."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return True
    return False


def main() -> int:
    """Name every port that is taken. Returns 0, or 1 where one is."""
    wanted = [
        ("PORT", os.environ.get("HOST", LOOPBACK), os.environ.get("PORT", "8000")),
        ("RASA_PORT", LOOPBACK, os.environ.get("RASA_PORT", "5005")),
        ("ACTIONS_PORT", LOOPBACK, os.environ.get("ACTIONS_PORT", "5055")),
    ]
    busy = [(name, port) for name, host, port in wanted if taken(host, int(port))]
    for name, port in busy:
        print(f"Port {port} is taken. Stop the program that uses it, or choose another: {name}=... make run")
    return 1 if busy else 0


if __name__ == "__main__":
    sys.exit(main())
