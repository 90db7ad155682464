"""What an audit reports: its findings, as diagnostics and in sentences, and the trees of its sessions."""
