// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/**
 * A timeline inside someone else's page.
 *
 * @param whole the address of the timeline's own page
 */
@CheckedTemplate
record EmbedPage(Story story, List<Entry> entries, boolean more, String whole) implements TemplateInstance {}
