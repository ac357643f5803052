"""The pure core: what can be said, and what is accepted of it. Standard library only.

`base` and `canonical` state the format; `book`, `people`, `connections`, `meetings` and
`exchanges` declare the events of each kind of stream, all of them in `kinds`; `streams` lists how
each is decided.
"""
