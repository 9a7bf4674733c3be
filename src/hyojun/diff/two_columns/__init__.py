"""新旧対照表: a comparison and both editions → rows with both texts, what differs marked, what does not left out."""
