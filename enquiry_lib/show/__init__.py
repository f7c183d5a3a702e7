"""What people see: sentences, pictures, tables and forms."""
