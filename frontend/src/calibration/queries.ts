/** Practice calls that two trainers score, and how far apart they are. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Calibration = Schemas['CalibrationRead'];
export type CalibrationLine = Schemas['CalibrationLine'];
export type MonthApart = Schemas['MonthApart'];

export const calibrationsQuery = queryOptions({
  queryKey: ['calibration'],
  queryFn: () => read(api.GET('/api/calibration')),
  staleTime: 0,
});

export const calibrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['calibration', id],
    queryFn: () =>
      read(api.GET('/api/calibration/{practice_id}', { params: { path: { practice_id: id } } })),
    staleTime: 0,
  });
