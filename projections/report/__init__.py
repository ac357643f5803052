"""The page: one HTML file that shows what the ledger knows, made without a script and without the network.

`page.py` makes it of its sections; each section is a module that says what it shows and draws it. `svg.py` and
`scales.py` are what the charts are drawn with.
"""
