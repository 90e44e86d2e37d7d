"""Under which names the ledger keeps what is held beside whole tabs."""

# Records beside those of tabs; no tab is called so.
SENDING = "sending"  # stops all sending
RESTORED = "older version"  # an older version was put back: until it is accepted, or lists are checked on a later day
CHANGED = "changed people"  # held until their list is checked again
NOT_TABS = (SENDING, RESTORED, CHANGED)
