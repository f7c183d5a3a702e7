"""What a comparison could show, worked out before it begins: of pupils, of schools, and by the textbook."""
