// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.ArrayList;
import java.util.List;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Choice of the sheet of a spreadsheet: the one that the request names, else the first visible one with any content. */
final class SheetChoice {

    private final List<String> visible = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private String chosen = "";

    void add(String name, boolean isHidden) {
        (isHidden ? hidden : visible).add(name);
    }

    boolean isCandidate(String name, boolean isHidden, @Nullable String wanted) {
        return wanted == null ? !isHidden : name.equals(wanted);
    }

    void chosen(String name) {
        chosen = name;
    }

    ProblemException nothing(@Nullable String wanted) {
        if (wanted != null && !visible.contains(wanted) && !hidden.contains(wanted)) {
            return ProblemException.badRequest(
                    "invalid-parameter",
                    "The spreadsheet has no sheet " + Item.shortened(wanted) + ". It has "
                            + ColumnMapping.listed(visible)
                            + (hidden.isEmpty() ? "." : ", and hidden: " + ColumnMapping.listed(hidden) + "."));
        }
        return ZipParts.unreadable("no visible sheet has any content"
                + (hidden.isEmpty() ? "" : "; hidden are " + ColumnMapping.listed(hidden)));
    }

    List<String> notes() {
        List<String> others = new ArrayList<>(visible);
        others.remove(chosen);
        List<String> othersHidden = new ArrayList<>(hidden);
        othersHidden.remove(chosen);
        if (others.isEmpty() && othersHidden.isEmpty()) {
            return List.of();
        }
        return List.of("The sheet " + Item.shortened(chosen) + " was read. Left out were "
                + (others.isEmpty() ? "" : ColumnMapping.listed(others))
                + (others.isEmpty() || othersHidden.isEmpty() ? "" : ", and ")
                + (othersHidden.isEmpty() ? "" : "hidden " + ColumnMapping.listed(othersHidden))
                + "; name another by sheet.");
    }
}
