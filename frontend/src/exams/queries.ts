/** The way to the exam as the server keeps it. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Exam = Schemas['ExamRead'];
export type MockExam = Schemas['MockExamRead'];
export type Example = Schemas['ExampleRead'];
export type ExampleWrite = Schemas['ExampleWrite'];
export type Mark = Schemas['MockExamMarks']['marks'][string][number];

export const examQuery = (learner: string) =>
  queryOptions({
    queryKey: ['exam', learner],
    queryFn: () =>
      read(api.GET('/api/learners/{agent_id}/exam', { params: { path: { agent_id: learner } } })),
  });

export const ownExamQuery = queryOptions({
  queryKey: ['own-exam'],
  queryFn: () => read(api.GET('/api/workstation/exam')),
});

export const mockExamQuery = (id: string) =>
  queryOptions({
    queryKey: ['mock-exam', id],
    queryFn: () =>
      read(api.GET('/api/mock-exams/{exam_id}', { params: { path: { exam_id: id } } })),
  });
