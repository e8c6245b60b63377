"""Controls that work on any message, however old.

Their ids carry ids only, and say everything: whoever presses acts on their own list, and a
control that belongs to one person checks who presses.
"""
