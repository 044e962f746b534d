"""Runs a program on a terminal of its own and types at it.

usage: terminal.py COLUMNS PROGRAM [ARGUMENT]... < STEPS

Each line of STEPS is one of
    wait TEXT       until the program has written TEXT since the last wait (100 s at most, else it fails)
    type TEXT
    signal NAME     sent to the program, as SIGTERM
    size COLUMNS
    make FILE       empty
    pause SECONDS
    work SECONDS    until the program has worked for so many more seconds of processor time
where TEXT may have Python's escapes, as \\t or \\x03. At the end the program has as long to end. Prints all that the
terminal received, then how the program ended and whether the terminal's modes are as they were.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 100  # seconds


def set_columns(terminal, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def start(columns, command):
    master, slave = pty.openpty()
    set_columns(slave, columns)
    before = termios.tcgetattr(slave)
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for descriptor in range(3):
            os.dup2(slave, descriptor)
        os.execv(command[0], command)
    return master, slave, before, child


def unescaped(text):
    return text.encode("utf-8").decode("unicode_escape").encode("latin-1")


def processor_seconds(process):
    with open("/proc/%d/stat" % process) as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Session:
    def __init__(self, columns, command):
        self.master, self.slave, self.before, self.child = start(columns, command)
        self.received = b""
        self.seen = 0

    def read(self, seconds):
        if select.select([self.master], [], [], seconds)[0]:
            self.received += os.read(self.master, 65536)

    def wait(self, text):
        until = time.monotonic() + PATIENCE
        while text not in self.received[self.seen:]:
            if time.monotonic() > until:
                sys.exit("waited in vain for %r; received %r" % (text, self.received[self.seen:]))
            self.read(0.1)
        self.seen = self.received.index(text, self.seen) + len(text)

    def work(self, seconds):
        enough, until = processor_seconds(self.child) + seconds, time.monotonic() + PATIENCE
        while processor_seconds(self.child) < enough and time.monotonic() < until:
            self.read(0.02)

    def end(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.read(0.02)
            ended, status = os.waitpid(self.child, os.WNOHANG)
            if ended:
                self.read(0)
                return "signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "exit %d" % os.WEXITSTATUS(status)
        os.kill(self.child, signal.SIGKILL)
        sys.exit("the program did not end; received %r" % self.received)


def main():
    session = Session(int(sys.argv[1]), sys.argv[2:])
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        if verb == "wait":
            session.wait(unescaped(rest))
        elif verb == "type":
            os.write(session.master, unescaped(rest))
        elif verb == "signal":
            os.kill(session.child, getattr(signal, rest))
        elif verb == "pause":
            time.sleep(float(rest))
        elif verb == "make":
            open(rest, "w").close()
        elif verb == "work":
            session.work(float(rest))
        elif verb == "size":
            set_columns(session.slave, int(rest))
        else:
            sys.exit("unknown step: " + line)
    how = session.end()
    restored = termios.tcgetattr(session.slave) == session.before
    sys.stdout.write(session.received.decode("utf-8", "replace"))
    print("\n[%s, terminal %s]" % (how, "restored" if restored else "changed"))


main()
