/** @file The folder of a build that belongs to fleets. */
/** Where a build puts what only doors of a fleet load. Other kiosks do not keep it. */
export const FLEET_FOLDER = 'fleet/';
