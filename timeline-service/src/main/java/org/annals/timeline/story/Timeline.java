// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.story;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.HashChain;
import org.annals.timeline.change.Kind;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A timeline as it stands: the row. Sequence and hash are those of its last change. */
@Entity
@Immutable
public class Timeline {

    @Id
    String timeline;

    @Column
    @Nullable
    String title;

    @Column
    @Nullable
    String description;

    @Column
    String visibility = "public";

    @Column
    long events;

    @Column
    long sequence;

    @Column
    byte[] hash = HashChain.start();

    @Column(name = "first_recorded")
    Instant firstRecorded;

    @Column(name = "last_recorded")
    Instant lastRecorded;

    protected Timeline() {}

    /** A timeline of which only the name is known. */
    public Timeline(String timeline, Instant recorded) {
        this.timeline = timeline;
        this.firstRecorded = recorded;
        this.lastRecorded = recorded;
    }

    public Timeline with(Change change, Kind kind, Instant recorded) {
        Timeline next = copy(recorded);
        next.sequence = change.sequence();
        next.hash = change.hash();
        if (kind == Kind.EVENT) {
            next.events++;
        }
        return next;
    }

    public Timeline described(
            @Nullable String newTitle,
            @Nullable String newDescription,
            @Nullable String newVisibility,
            Instant recorded) {
        Timeline next = copy(recorded);
        next.title = newTitle;
        next.description = newDescription;
        if (newVisibility != null) {
            next.visibility = newVisibility;
        }
        return next;
    }

    private Timeline copy(Instant recorded) {
        Timeline copy = new Timeline(timeline, firstRecorded);
        copy.title = title;
        copy.description = description;
        copy.visibility = visibility;
        copy.events = events;
        copy.sequence = sequence;
        copy.hash = hash;
        copy.lastRecorded = recorded;
        return copy;
    }

    public String timeline() {
        return timeline;
    }

    public @Nullable String title() {
        return title;
    }

    public @Nullable String description() {
        return description;
    }

    public boolean isPrivate() {
        return !isPublic();
    }

    public long events() {
        return events;
    }

    public Instant firstRecorded() {
        return firstRecorded;
    }

    /** When it was last changed or described anew. */
    public Instant lastRecorded() {
        return lastRecorded;
    }

    /** Whether anyone may see it, and keep what was seen. */
    boolean isPublic() {
        return visibility.equals("public");
    }

    public long sequence() {
        return sequence;
    }

    public byte[] hash() {
        return hash;
    }
}
