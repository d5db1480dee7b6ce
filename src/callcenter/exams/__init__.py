"""The way to the exam: mock exams with a jury’s grid, evaluations in the course (ECF), the professional file."""
