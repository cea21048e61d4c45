// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The last change of a timeline that was dealt with. */
@Entity
@Table(name = "timeline_position")
class TimelinePositionRow {

    @Id
    String timeline;

    @Column(nullable = false)
    long sequence;

    protected TimelinePositionRow() {}
}
