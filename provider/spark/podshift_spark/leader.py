"""The leader, `podshift spread lead`: a child of the driver that holds the applier's lease and speaks JSON lines."""

import json
import queue
import subprocess
import threading


# Seconds that a leader has, once it is told to leave: it ends a request that is under way and hands its lease back.
LEAVING_S = 60
# And then to end as a process that is told to: what it doesn't hand back runs out by itself.
ENDING_S = 10


class LeaderFailed(Exception):
    """The leader ended, or refused what it was asked. `code` as podshift's errors have it."""

    def __init__(self, code, message):
        super().__init__(f"{message} [{code}]")
        self.code = code


class Leader:
    """Started at once; its first line is the plan. To be used in `with`: what is left behind then is abandoned in order."""

    def __init__(self, podshift, log, parts, import_integration=None, on_end=lambda: None, patience=(LEAVING_S, ENDING_S)):
        command = [*podshift, "spread", "lead", "--log", log, "--parts", str(parts)]
        if import_integration is not None:
            command += ["--import-integration", import_integration]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self._events = queue.Queue()
        self._on_end = on_end
        self._leaving = False
        self._patience = patience
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._leaving = True
        try:
            self._child.stdin.close()
        except OSError:
            pass
        for seconds, harder in zip(self._patience, (self._child.terminate, self._child.kill)):
            try:
                self._child.wait(seconds)
                return
            except subprocess.TimeoutExpired:
                harder()
        self._child.wait()

    def plan(self):
        return self._next("plan")

    def ask(self, event, **command):
        """Sends a command and waits for the event that answers it. It may take minutes."""
        try:
            self._child.stdin.write(json.dumps(command) + "\n")
            self._child.stdin.flush()
        except OSError:
            pass
        return self._next(event)

    def _next(self, event):
        while True:
            said = self._events.get()
            if said is None:
                raise LeaderFailed("LEADER_GONE", f"the leader ended with exit code {self._child.wait()}")
            name = said.get("event")
            if name == event:
                return said
            if name in ("refused", "failed"):
                raise LeaderFailed(said.get("code", "UNEXPECTED"), said.get("summary", "the leader failed"))

    def _read(self):
        try:
            for line in self._child.stdout:
                self._events.put(_answer(line))
        except ValueError as failure:
            # Whoever waits for an answer must not wait for ever: the lease is held meanwhile.
            self._events.put({"event": "failed", "summary": f"what the leader said is no answer: {failure}"})
        self._events.put(None)
        # Its tasks could not send anything any more: they need not find that out one by one.
        if not self._leaving:
            self._on_end()


def _answer(line):
    said = json.loads(line)
    if not isinstance(said, dict):
        raise ValueError(line[:200])
    return said
