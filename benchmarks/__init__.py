"""What docs/performance.md claims about speed, as commands: `make bench`, or `python -m benchmarks`.

In reading order: `figure` (a value, its baseline and its goal), `size` (the full and the small form),
`measurement` (fresh processes, sides in turn), `workload` (what is worked on, and the plain
recipe), `sides` (what runs in a measured process), `subjects` (which sides make which figures), `chart`
(curves as SVG), `report` (the files that are written).
"""
