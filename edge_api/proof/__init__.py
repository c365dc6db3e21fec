"""Proving the books from what was signed, posted and placed. Every check recomputes; none believes a cache, none writes."""
