// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.annals.timeline.problem.Problem;

/** An error, to be read. */
@CheckedTemplate
record ProblemPage(Problem problem) implements TemplateInstance {}
