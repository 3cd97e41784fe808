package disk

// syncFolder has nothing to do: the file system keeps names with its own journal.
func syncFolder(string) error { return nil }
