"""Bad inputs, one folder each, and the good inputs they are one change away from: see README.md."""
