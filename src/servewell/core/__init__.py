"""Pure core: values in, values out. No Django, network, database driver or clock."""
