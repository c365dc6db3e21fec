"""The audit chain: every commit that changed anything, in one unbroken line of hashes. Rows are added, never touched."""
