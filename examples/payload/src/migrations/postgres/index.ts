import * as migration_20261121_072352_initial from './20261121_072352_initial'

export const migrations = [
  {
    up: migration_20261121_072352_initial.up,
    down: migration_20261121_072352_initial.down,
    name: '20261121_072352_initial',
  },
]
