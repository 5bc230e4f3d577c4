"""The app, which writes down every address that it or a child of it connects to, sends to or looks
up, into the file that PAGEWITNESS_WATCH names; a child that does so ends there.
"""

import os
import socket
import sys

import app
import qa.pdf.process

WATCHED = (
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
)
IN_CHILDREN = f"""
import os, sys
sys.addaudithook(lambda event, _: os._exit(99) if event in {WATCHED!r} else None)
"""


def watch() -> None:
    log = os.open(os.environ["PAGEWITNESS_WATCH"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event not in WATCHED:
            return
        if event.startswith("socket.get"):
            address: object = tuple(arguments[:2])
        elif isinstance(arguments[0], socket.socket) and arguments[0].family == socket.AF_UNIX:
            return
        else:
            address = arguments[1]
        os.write(log, f"{event} {address!r}\n".encode())

    sys.addaudithook(note)


qa.pdf.process.START = IN_CHILDREN + qa.pdf.process.START

if __name__ == "__main__":
    watch()
    sys.exit(app.main())
