"""What a person can do: one folder a feature, each with commands, queries, views and fields.

Queries read plain SQL and return frozen rows made for one screen; commands write through one unit of
work each and return the `ChangeSet` the journal recorded. No mapped object leaves this layer.
"""
