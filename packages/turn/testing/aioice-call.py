"""Two ICE agents that know each other by their relay candidates only say something to each other."""

import asyncio
import sys

import aioice

port, transport, *names = sys.argv[1:]


def agent(controlling, username, password):
    return aioice.Connection(
        ice_controlling=controlling,
        components=1,
        turn_server=("127.0.0.1", int(port)),
        turn_username=username,
        turn_password=password,
        turn_transport=transport,
    )


def introduce(one, other):
    for candidate in one.local_candidates:
        if candidate.type == "relay":
            yield other.add_remote_candidate(candidate)
    yield other.add_remote_candidate(None)


async def main():
    host = agent(True, names[0], names[1])
    guest = agent(False, names[2], names[3])
    await asyncio.gather(host.gather_candidates(), guest.gather_candidates())
    for one, other in ((host, guest), (guest, host)):
        other.remote_username = one.local_username
        other.remote_password = one.local_password
        for step in introduce(one, other):
            await step
        # Only the way over the relay is left.
        one._local_candidates = [c for c in one.local_candidates if c.type == "relay"]
        one._protocols = [p for p in one._protocols if p.local_candidate.type == "relay"]
    await asyncio.wait_for(asyncio.gather(host.connect(), guest.connect()), 15)
    await host.send(b"from host")
    await guest.send(b"from guest")
    at_host = (await host.recv()).decode()
    at_guest = (await guest.recv()).decode()
    await asyncio.gather(host.close(), guest.close())
    print(f"host got: {at_host}, guest got: {at_guest}")


asyncio.run(main())
