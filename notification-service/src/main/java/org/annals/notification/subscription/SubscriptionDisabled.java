// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

/** A subscription was given up. Observed in the transaction that says so: what an observer stores stands or falls with it. */
public record SubscriptionDisabled(Subscription subscription) {}
