"""Two libnice agents that may use their relays only open a reliable stream and say something to each other.

libnice-call.py PORT udp|tcp HOST-NAME HOST-PASSWORD GUEST-NAME GUEST-PASSWORD
"""

import sys

import gi

gi.require_version("Nice", "0.1")
from gi.repository import Gio, GLib, Nice  # noqa: E402

port, transport, *names = sys.argv[1:]
kind = {"udp": Nice.RelayType.UDP, "tcp": Nice.RelayType.TCP}[transport]
loop = GLib.MainLoop()
COMPONENT = 1


class Side:
    def __init__(self, name, controlling, username, password):
        self.name = name
        self.heard = None
        self.gathered = False
        self.agent = Nice.Agent.new_reliable(loop.get_context(), Nice.Compatibility.RFC5245)
        self.agent.set_property("controlling-mode", controlling)
        self.agent.set_property("force-relay", True)
        self.agent.set_property("upnp", False)
        self.agent.set_property("ice-tcp", False)
        # libnice leaves the loopback interface out unless it is told.
        local = Nice.Address.new()
        local.set_from_string("127.0.0.1")
        self.agent.add_local_address(local)
        self.stream = self.agent.add_stream(1)
        self.agent.set_relay_info(self.stream, COMPONENT, "127.0.0.1", int(port), username, password, kind)
        self.agent.connect("candidate-gathering-done", self.on_gathered)
        self.agent.connect("reliable-transport-writable", self.on_writable)

    def gather(self):
        # Without a receiver attached libnice reads nothing; the stream is one.
        self.io = self.agent.get_io_stream(self.stream, COMPONENT)
        self.io.get_input_stream().read_bytes_async(100, GLib.PRIORITY_DEFAULT, None, self.on_read)
        if not self.agent.gather_candidates(self.stream):
            sys.exit("libnice gathers nothing")

    def on_gathered(self, _agent, _stream):
        self.gathered = True
        if all(side.gathered for side in sides):
            introduce(*sides)
            introduce(*reversed(sides))

    def on_writable(self, _agent, _stream, _component):
        self.io.get_output_stream().write_bytes_async(
            GLib.Bytes.new(f"from {self.name}".encode()), GLib.PRIORITY_DEFAULT, None, None
        )

    def on_read(self, source, result):
        self.heard = source.read_bytes_finish(result).get_data().decode()
        if all(side.heard for side in sides):
            loop.quit()


def introduce(one, other):
    _, ufrag, password = one.agent.get_local_credentials(one.stream)
    other.agent.set_remote_credentials(other.stream, ufrag, password)
    candidates = one.agent.get_local_candidates(one.stream, COMPONENT)
    relayed = [c for c in candidates if c.type == Nice.CandidateType.RELAYED]
    if not relayed or len(relayed) != len(candidates):
        sys.exit(f"{one.name} has candidates of other types, or none")
    other.agent.set_remote_candidates(other.stream, COMPONENT, relayed)


sides = [Side("host", True, *names[:2]), Side("guest", False, *names[2:])]
for side in sides:
    side.gather()
GLib.timeout_add_seconds(20, lambda: sys.exit("libnice did not connect in 20 seconds"))
loop.run()
print(", ".join(f"{side.name} got: {side.heard}" for side in sides))
