/** The shapes of call lists, under the names that the pages of partners and staff use. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type CallList = Schemas['CallListRead'];
export type ListState = CallList['state'];
export type ListCounts = Schemas['Counts'];
export type ListField = Schemas['Field'];
export type ListUse = Schemas['Use'];
export type ColumnChoice = Schemas['ColumnChoice'];
export type Preview = Schemas['Preview'];
export type PreviewColumn = Schemas['PreviewColumn'];
export type Question = Schemas['Question'];
export type ReadingChoice = Schemas['ReadingChoice'];
export type ImportOrder = Schemas['ImportOrder'];
export type Report = Schemas['Report'];
export type ReportLine = Schemas['ReportLineRead'];
