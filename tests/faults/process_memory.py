# SPDX-License-Identifier: MPL-2.0
"""Looking into other processes: their memory, their regions, and the parts of private keys."""

import base64
import ctypes
import json
import os
import re
import signal

LARGEST_REGION = 1 << 30  # larger ones are a sanitizer's shadow
PART = 16  # bytes of a number that are looked for: so long a match is no accident

PTRACE_CONT, PTRACE_ATTACH, PTRACE_DETACH = 7, 16, 17
PTRACE_SEIZE, PTRACE_GETEVENTMSG = 0x4206, 0x4201
PTRACE_O_TRACEEXIT = 0x40
PTRACE_EVENT_EXIT = 6
WALL = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def ptrace(request, pid, data=0):
    """Zero, or the error's number."""
    ctypes.set_errno(0)
    result = libc.ptrace(request, pid, None, ctypes.c_void_p(data))
    return ctypes.get_errno() if result == -1 else 0


class Region:
    def __init__(self, first, after, name):
        self.first, self.after, self.name = first, after, name
        self.flags = set()

    def __repr__(self):
        return f"{self.first:x}-{self.after:x} {self.name or 'anonymous'} {sorted(self.flags)}"


def regions(pid):
    """The readable regions of a process with the flags that /proc/PID/smaps shows (proc(5))."""
    found = []
    head = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (r...) \S+ \S+ \S+\s*(.*)$")
    with open(f"/proc/{pid}/smaps", encoding="ascii") as smaps:
        readable = False
        for line in smaps:
            match = head.match(line)
            if match:
                found.append(Region(int(match[1], 16), int(match[2], 16), match[4].strip()))
                readable = True
            elif re.match(r"^[0-9a-f]+-[0-9a-f]+ ", line):
                readable = False
            elif readable and line.startswith("VmFlags:"):
                found[-1].flags = set(line.split()[1:])
    return [r for r in found if r.after - r.first <= LARGEST_REGION and r.name != "[vvar]"
            and not r.name.startswith("[vvar") and r.name != "[vsyscall]"]


def read(pid, region):
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(region.first)
        try:
            return memory.read(region.after - region.first)
        except OSError:
            return b""


def find(pid, numbers):
    """The regions in which the process has parts of these numbers: pairs of name and region."""
    needles = []
    for name, number in numbers.items():
        for order in ("big", "little"):
            whole = number.to_bytes((number.bit_length() + 7) // 8, order)
            middle = len(whole) // 2
            needles.append((name, whole[:PART]))
            needles.append((name, whole[middle:middle + PART]))
    found = []
    for region in regions(pid):
        content = read(pid, region)
        found += [(name, region) for name, needle in needles if needle in content]
    return found


def find_texts(pid, texts):
    """The names of those texts that are anywhere in the process's memory; `texts` are bytes."""
    found = set()
    for region in regions(pid):
        content = read(pid, region)
        found |= {name for name, text in texts.items() if text in content}
    return found


def intrude(pid):
    """What comes of tracing a process and of opening its files: error numbers, 0 for success."""
    seen = {"ptrace": ptrace(PTRACE_ATTACH, pid)}
    if seen["ptrace"] == 0:
        os.waitpid(pid, WALL)
        ptrace(PTRACE_DETACH, pid)
    for name in ("mem", "environ", "maps", "fd/3"):
        try:
            os.close(os.open(f"/proc/{pid}/{name}", os.O_RDONLY | os.O_NONBLOCK))
            seen[name] = 0
        except OSError as error:
            seen[name] = error.errno
    return seen


def intrude_as(user, pid):
    """The same by a process of that user: for `pid`, and for an ordinary process of its own."""
    reader, writer = os.pipe()
    intruder = os.fork()
    if intruder == 0:
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            ordinary = os.posix_spawn("/bin/sleep", ["sleep", "600"], {})
            with open(writer, "w", encoding="ascii") as file:
                json.dump([intrude(pid), intrude(ordinary)], file)
            os.kill(ordinary, signal.SIGKILL)
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, encoding="ascii") as file:
        result = json.load(file)
    os.waitpid(intruder, 0)
    return result


def der(content):
    """The elements of a DER value: tag and bytes (X.690, section 8)."""
    elements = []
    at = 0
    while at < len(content):
        tag, length = content[at], content[at + 1]
        at += 2
        if length & 0x80:
            octets = length & 0x7f
            length = int.from_bytes(content[at:at + octets], "big")
            at += octets
        elements.append((tag, content[at:at + length]))
        at += length
    return elements


def private_parts(path):
    """The numbers of a private key that nobody else may know, from its unencrypted PEM file."""
    with open(path, encoding="ascii") as file:
        text = "".join(line.strip() for line in file if not line.startswith("-----"))
    information = der(der(base64.b64decode(text))[0][1])
    key = der(der(information[2][1])[0][1])
    if len(key) >= 9:
        names = ("version", "n", "e", "d", "p", "q", "dp", "dq", "qinv")
        return {name: int.from_bytes(value, "big") for name, (_, value) in zip(names, key)
                if name in ("d", "p", "q", "dp", "dq", "qinv")}
    return {"scalar": int.from_bytes(key[1][1], "big")}


def threads(pid):
    return [int(task) for task in os.listdir(f"/proc/{pid}/task")]
