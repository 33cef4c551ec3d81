import * as migration_20261121_072349_initial from './20261121_072349_initial'

export const migrations = [
  {
    up: migration_20261121_072349_initial.up,
    down: migration_20261121_072349_initial.down,
    name: '20261121_072349_initial',
  },
]
