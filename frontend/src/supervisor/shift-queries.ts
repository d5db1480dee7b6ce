/** Shifts, presence and the rules of the centre: what the server knows of a day. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Shift = Schemas['ShiftRead'];
export type HalfDay = Schemas['AttendanceRead'];
export type SiteOptions = Schemas['SiteOptions'];

export const shiftsQuery = (day: string) =>
  queryOptions({
    queryKey: ['shifts', day],
    queryFn: () => read(api.GET('/api/shifts', { params: { query: { day } } })),
  });

export const attendanceQuery = (day: string) =>
  queryOptions({
    queryKey: ['attendance', day],
    queryFn: () => read(api.GET('/api/attendance', { params: { query: { day } } })),
  });

export const optionsQuery = queryOptions({
  queryKey: ['site-options'],
  queryFn: () => read(api.GET('/api/site-options')),
});
