// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

/** Order of day and month in dates that are written with numbers alone, such as 02/05/2024. */
enum DateOrder {
    DMY,
    MDY
}
