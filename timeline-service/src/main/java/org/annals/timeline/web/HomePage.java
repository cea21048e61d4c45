// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The timelines there are. */
@CheckedTemplate
record HomePage(List<Story> stories, @Nullable String next) implements TemplateInstance {}
